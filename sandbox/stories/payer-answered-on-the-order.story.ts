// Da Vinci CRD: the order carries the number, no ClaimResponse exists.
import { withCoverageInformation } from './authorizations.ts';
import { conditionOf, coverageOf, orderOf, patientOf, serviceRequestOf, visitOf } from './chart.ts';
import { DURVALUMAB } from './drugs.ts';
import { SUNRISE } from './payers.ts';
import type { Story } from './story.ts';

export const PAYER_ANSWERED_ON_THE_ORDER: Story = {
  id: 'payer-answered-on-the-order',
  title: 'The payer answered on the order itself',
  whatYouShouldSee:
    'The approval of durvalumab (J9173) lies in the coverage-information of the service order that the visit is based on: no card appears.',
  resources: (scene) => {
    const { day, weekday } = scene;
    const lung = conditionOf(scene, 'C34.31', 'Non-small cell lung cancer, right lower lobe');
    const plan = coverageOf(scene, { payer: SUNRISE });
    const order = orderOf(scene, { drug: DURVALUMAB, mg: 1500, everyDays: 28, for: lung, paidBy: plan, signed: -20 });
    const service = withCoverageInformation(
      serviceRequestOf(scene, order, DURVALUMAB),
      { payer: SUNRISE, plan, drug: DURVALUMAB, units: 900, answered: day(-14) },
      { number: 'A61820947', from: day(-10), to: day(170) },
    );
    return [
      patientOf(scene),
      lung,
      plan,
      order,
      service,
      visitOf(scene, { date: weekday(10), time: '10:00', chair: 1, text: 'Durvalumab infusion', basedOn: service }),
    ];
  },
};
