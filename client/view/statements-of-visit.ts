import type { StatementView } from '../../api-contract/attestation-view.schema.ts';
import type { VisitView } from '../../api-contract/decision-view.schema.ts';

/** An authorization and a supply may hold for every visit of the order; a note and an approval of risk for their visit. */
export function statementsOfVisit(statements: readonly StatementView[], visit: VisitView): readonly StatementView[] {
  const orders = new Set(visit.drugs.map(({ order }) => order));
  return statements.filter(({ said, appointment, order }) => {
    const isWide = said.kind === 'authorization' || (said.kind === 'supply' && said.scope === 'order');
    return isWide ? orders.has(order) : appointment === visit.appointment;
  });
}
