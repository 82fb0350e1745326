// Status active, period over: what billing systems find in January.
import { pasApproval } from './authorizations.ts';
import { conditionOf, coverageOf, orderOf, patientOf, visitOf } from './chart.ts';
import { PEMBROLIZUMAB } from './drugs.ts';
import { GRANITE } from './payers.ts';
import type { Story } from './story.ts';

export const COVERAGE_ENDED: Story = {
  id: 'coverage-ended',
  title: 'The coverage has ended',
  whatYouShouldSee:
    'The authorization is in order, but the plan behind it ended ten days ago although the record still calls it active.',
  resources: (scene) => {
    const { day, weekday } = scene;
    const kidney = conditionOf(scene, 'C64.1', 'Renal cell carcinoma, right kidney');
    const plan = coverageOf(scene, { payer: GRANITE, to: day(-10) });
    return [
      patientOf(scene),
      kidney,
      plan,
      orderOf(scene, { drug: PEMBROLIZUMAB, mg: 200, everyDays: 21, for: kidney, paidBy: plan, signed: -60 }),
      pasApproval(
        scene,
        { payer: GRANITE, plan, drug: PEMBROLIZUMAB, units: 1200, answered: day(-65) },
        { number: 'G6650128', from: day(-60), to: day(120) },
      ),
      visitOf(scene, { date: weekday(5), time: '13:00', chair: 3, text: 'Pembrolizumab infusion' }),
    ];
  },
};
