// A denial with a reason that a call can answer.
import { pasDenial } from './authorizations.ts';
import { conditionOf, coverageOf, orderOf, patientOf, visitOf } from './chart.ts';
import { DARATUMUMAB_SC } from './drugs.ts';
import { GRANITE } from './payers.ts';
import type { Story } from './story.ts';

export const DENIED_PEER_TO_PEER_OPEN: Story = {
  id: 'denied-peer-to-peer-open',
  title: 'Denied, and the peer-to-peer window is open',
  whatYouShouldSee:
    'Granite Mutual denied daratumumab (J9144) four days ago; its window for a peer-to-peer call is 14 days, so there are days left to call.',
  resources: (scene) => {
    const { day, weekday } = scene;
    const myeloma = conditionOf(scene, 'C90.00', 'Multiple myeloma, not in remission');
    const plan = coverageOf(scene, { payer: GRANITE });
    const reason = 'Records received do not show the response to the prior line of therapy.';
    return [
      patientOf(scene),
      myeloma,
      plan,
      orderOf(scene, { drug: DARATUMUMAB_SC, mg: 1800, everyDays: 28, for: myeloma, paidBy: plan, signed: -11 }),
      pasDenial(scene, { payer: GRANITE, plan, drug: DARATUMUMAB_SC, units: 1080, answered: day(-4) }, reason),
      visitOf(scene, { date: weekday(7), time: '15:00', chair: 4, minutes: 30, text: 'Daratumumab injection' }),
    ];
  },
};
