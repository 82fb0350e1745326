import { missingDocuments } from './missing-evidence.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import { isNonEmpty } from '../kernel/non-empty.ts';
import { policyOf } from './words.ts';

type Reason =
  | { readonly code: 'missing'; readonly documents: readonly string[] }
  | { readonly code: 'on-file' }
  | { readonly code: 'no-source' };

export const documentsAreOnFile = defineDrugRule<Reason>({
  id: 'authorization/documents-are-on-file',
  title: 'Every document that the policy asks for is on file before a request goes out',
  source: houseRule('documents', 'CARC 226 and CARC 252'),
  reads: ['documents with type and description', 'required documents of the policy'],
  notEvaluatedWhen: 'the policy asks for none, the site supplies no documents, or the payer has approved',
  reasons: ['missing', 'on-file', 'no-source'],

  judge(drugCase) {
    const policy = policyOf(drugCase);
    const { standing, snapshot } = drugCase;
    const isSettled = standing.state === 'valid' || standing.state === 'not-required';
    if (policy?.documents === undefined || !snapshot.supplies.documents || isSettled) {
      return { verdict: 'not-applicable', reason: { code: 'no-source' } };
    }
    const documents = missingDocuments(drugCase, policy);
    return isNonEmpty(documents)
      ? { verdict: 'cannot-tell', severity: 'info', missing: documents, reason: { code: 'missing', documents } }
      : { verdict: 'clear', reason: { code: 'on-file' } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'missing':
        return `${name}: not on file: ${reason.documents.join(', ')}.`;
      case 'on-file':
        return `${name}: every document that the policy asks for is on file.`;
      case 'no-source':
        return `${name}: no documents are asked for or supplied, or the payer has approved.`;
    }
  },

  act: (reason) => (reason.code === 'missing' ? 'get the missing documents' : undefined),
});
