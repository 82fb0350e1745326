/** What every part of one drug's charting is given. */
import type { DrugToChart, DrugToSign, VisitToChart, WastePolicyView } from '../../../api-contract/waste.schema.ts';
import type { Api } from '../../api/api-client.ts';

export interface DrugChartingProps {
  readonly api: Api;
  readonly onEnded: () => void;
  readonly visit: VisitToChart;
  readonly drug: DrugToChart;
  readonly policy: WastePolicyView;
  readonly timeZone: string;
  readonly draft: DrugToSign | undefined;
  readonly onDraft: (draft: DrugToSign | undefined) => void;
}
