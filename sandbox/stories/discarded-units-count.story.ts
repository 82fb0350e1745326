// The site stocks 40 mg and 240 mg: 243 mg opens 280, so a dose costs 280 units and three cost 840.
import { pasApproval } from './authorizations.ts';
import { conditionOf, coverageOf, orderOf, patientOf, visitOf, weightOf } from './chart.ts';
import { NIVOLUMAB } from './drugs.ts';
import { SUNRISE } from './payers.ts';
import type { Story } from './story.ts';

export const DISCARDED_UNITS_COUNT: Story = {
  id: 'discarded-units-count',
  title: 'The units run out because of what is thrown away',
  whatYouShouldSee:
    'Three visits of 243 mg fit into 750 units only if the discarded part of the vials is forgotten: the third booked visit is not covered.',
  resources: (scene) => {
    const { day, weekday } = scene;
    const melanoma = conditionOf(scene, 'C43.59', 'Melanoma of trunk');
    const plan = coverageOf(scene, { payer: SUNRISE });
    const note = '3 mg/kg at 81 kg, written as a flat dose of 243 mg';
    return [
      patientOf(scene),
      melanoma,
      plan,
      weightOf(scene, 81),
      orderOf(scene, { drug: NIVOLUMAB, mg: 243, everyDays: 14, for: melanoma, paidBy: plan, note, signed: -5 }),
      pasApproval(
        scene,
        { payer: SUNRISE, plan, drug: NIVOLUMAB, units: 750, answered: day(-8) },
        { number: 'A44290517', from: day(-5), to: day(170) },
      ),
      visitOf(scene, { date: weekday(2), time: '08:00', chair: 3, text: 'Nivolumab infusion' }),
      visitOf(scene, { date: weekday(16), time: '08:00', chair: 3, as: 'visit-2', text: 'Nivolumab infusion' }),
      visitOf(scene, { date: weekday(30), time: '08:00', chair: 3, as: 'visit-3', text: 'Nivolumab infusion' }),
    ];
  },
};
