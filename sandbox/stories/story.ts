// A story: one synthetic patient, what is in the chart, and the sentence a visitor can check with their own eyes.
import type { FhirResource } from 'fhir/r4';
import type { Scene } from './scene.ts';

export interface Story {
  /** Begins the id of every resource of the story. */
  readonly id: string;
  readonly title: string;
  readonly whatYouShouldSee: string;
  /** The day, counted from the sandbox day, on which booking shows what the story is about. Default: the next open day. */
  readonly bookFrom?: (today: string) => string;
  readonly resources: (scene: Scene) => readonly FhirResource[];
}
