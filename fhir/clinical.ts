import type { ClinicalFacts } from '../domain/visit/snapshot.ts';
import { measured } from '../domain/waste/body-size.ts';
import { namesOf } from './coding.ts';
import { child, children, text } from './element.ts';
import type { Observed } from './observed.ts';
import { dayOf } from './period.ts';
import { icd10In } from './person.ts';
import type { Reading } from './reading.ts';
import { ownResources } from './whose.ts';

/** Diagnoses, results, weights and documents: what a payer's criteria ask for. */
export const readClinicalFacts = (reading: Reading, observed: Observed): ClinicalFacts => ({
  diagnoses: readDiagnoses(reading),
  results: observed.results,
  weights: readWeights(reading, observed),
  documents: readDocuments(reading),
});

/** Weights that a living patient can have; a slip of the chart is noted and told to nobody as a weight. */
function readWeights(reading: Reading, { body }: Observed): ClinicalFacts['weights'] {
  return body.weight.flatMap((weight) => {
    const { ref, value, on } = weight;
    if (measured({ weight }, 'weight').ok) return [{ ref, kg: value, ...(on === undefined ? {} : { on }) }];
    reading.gaps.push({ path: `${ref}.valueQuantity`, about: ref, what: 'an implausible weight' });
    return [];
  });
}

const DISPROVED: ReadonlySet<unknown> = new Set(['refuted', 'entered-in-error']);

function readDiagnoses(reading: Reading): ClinicalFacts['diagnoses'] {
  return ownResources(reading, 'Condition', 'subject').flatMap((condition) => {
    const { element } = condition;
    const verification = child(element, 'verificationStatus', reading.faults);
    const verdicts = verification === undefined ? [] : children(verification, 'coding', reading.faults);
    const icd10 = icd10In(child(element, 'code', reading.faults), reading.faults);
    if (icd10.length === 0 || verdicts.some(({ code }) => DISPROVED.has(code))) return [];
    const recordedOn = dayOf(reading, element, 'recordedDate', condition);
    return [{ ref: condition.ref, icd10, ...(recordedOn === undefined ? {} : { recordedOn }) }];
  });
}

/** Documents by type and description: whether a required one is there, not what it says. */
function readDocuments(reading: Reading): ClinicalFacts['documents'] {
  return ownResources(reading, 'DocumentReference', 'subject').flatMap((document) => {
    const { element } = document;
    if (text(element, 'status', reading.faults) === 'superseded') return [];
    const description = text(element, 'description', reading.faults);
    const names = namesOf(child(element, 'type', reading.faults), reading.faults);
    const on = dayOf(reading, element, 'date', document);
    const texts = [...names, ...(description === undefined ? [] : [description])];
    return [{ ref: document.ref, texts, ...(on === undefined ? {} : { on }) }];
  });
}
