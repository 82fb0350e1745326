// Silence about a payer is not permission.
import { conditionOf, coverageOf, orderOf, patientOf, visitOf } from './chart.ts';
import { DENOSUMAB } from './drugs.ts';
import { CEDAR } from './payers.ts';
import type { Story } from './story.ts';

export const PAYER_WITHOUT_POLICY: Story = {
  id: 'payer-without-policy',
  title: 'A payer whose rules nobody has',
  whatYouShouldSee:
    'Book a visit within the next five business days: no policy of Cedar Valley Health Trust is known, so ChairReady cannot tell whether denosumab (J0897) needs an authorization, and says so. A visit further away brings no card yet; the app shows it all the same.',
  resources: (scene) => {
    const bone = conditionOf(scene, 'C79.51', 'Bone metastases');
    const plan = coverageOf(scene, { payer: CEDAR });
    return [
      patientOf(scene),
      bone,
      plan,
      orderOf(scene, { drug: DENOSUMAB, mg: 120, everyDays: 28, for: bone, paidBy: plan, signed: -9 }),
      visitOf(scene, { date: scene.weekday(4), time: '08:00', chair: 1, minutes: 30, text: 'Denosumab injection' }),
    ];
  },
};
