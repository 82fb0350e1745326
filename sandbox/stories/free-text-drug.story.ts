// An order without a code, a dose or a drug that anyone could look up.
import { conditionOf, coverageOf, orderOf, patientOf, visitOf } from './chart.ts';
import { GRANITE } from './payers.ts';
import type { Story } from './story.ts';

export const FREE_TEXT_DRUG: Story = {
  id: 'free-text-drug',
  title: 'The drug is only text',
  whatYouShouldSee:
    'The order says CHEMO INFUSION per protocol and nothing else: ChairReady cannot tell which drug it is, and names what is missing.',
  resources: (scene) => {
    const colon = conditionOf(scene, 'C18.2', 'Colon cancer, ascending colon');
    const plan = coverageOf(scene, { payer: GRANITE });
    return [
      patientOf(scene),
      colon,
      plan,
      orderOf(scene, { drug: 'CHEMO INFUSION per protocol 7', for: colon, paidBy: plan, signed: -1 }),
      visitOf(scene, { date: scene.weekday(5), time: '08:00', chair: 4, text: 'Chemo infusion' }),
    ];
  },
};
