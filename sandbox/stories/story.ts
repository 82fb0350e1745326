// A story: one synthetic patient, what is in the chart, and the sentence a visitor can check with their own eyes.
import type { FhirResource } from 'fhir/r4';
import type { Scene } from './scene.ts';

export interface Story {
  /** Begins the id of every resource of the story. */
  readonly id: string;
  readonly title: string;
  readonly whatYouShouldSee: string;
  readonly resources: (scene: Scene) => readonly FhirResource[];
}
