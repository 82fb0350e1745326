/** Patients whose name, number or story holds every word that was typed. */
import type { PatientSummary } from '../../screens-api/screens.schema.ts';

export function foundPatients(patients: readonly PatientSummary[], typed: string): readonly PatientSummary[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return patients.filter(({ name, mrn, story }) => {
    const text = `${name} ${mrn ?? ''} ${story?.title ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
