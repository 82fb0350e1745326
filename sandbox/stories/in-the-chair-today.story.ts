// The visit of the day: authorized, and with a rest in the vial that somebody has to chart.
import { pasApproval } from './authorizations.ts';
import { conditionOf, coverageOf, orderOf, patientOf, visitOf, weightOf } from './chart.ts';
import { NIVOLUMAB } from './drugs.ts';
import { SUNRISE } from './payers.ts';
import type { Story } from './story.ts';

export const IN_THE_CHAIR_TODAY: Story = {
  id: 'in-the-chair-today',
  title: 'In the chair today',
  whatYouShouldSee:
    'The visit of today is authorized. Verify the order as pharmacist, check the patient in, and chart the dose as nurse: 270 mg of nivolumab (J9299) leave a rest in the vials, and ChairReady prefills what to chart.',
  resources: (scene) => {
    const { day, weekday } = scene;
    const kidney = conditionOf(scene, 'C64.9', 'Renal cell carcinoma');
    const plan = coverageOf(scene, { payer: SUNRISE });
    const note = '3 mg/kg at 90 kg, written as a flat dose of 270 mg';
    return [
      patientOf(scene),
      kidney,
      plan,
      weightOf(scene, 90),
      orderOf(scene, { drug: NIVOLUMAB, mg: 270, everyDays: 14, for: kidney, paidBy: plan, note, signed: -4 }),
      pasApproval(
        scene,
        { payer: SUNRISE, plan, drug: NIVOLUMAB, units: 3360, answered: day(-6) },
        { number: 'A44331702', from: day(-4), to: day(170) },
      ),
      visitOf(scene, { date: weekday(0), time: '15:00', chair: 2, text: 'Nivolumab infusion' }),
    ];
  },
};
