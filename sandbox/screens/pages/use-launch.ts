/** Opening the SMART app for a patient: the EHR writes down the launch, the frame goes to its address. */
import { useMutation } from '@tanstack/react-query';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { PatientSummary } from '../../screens-api/screens.schema.ts';
import type { OpenedApp } from '../panels/app-frame.panel.tsx';
import type { CardLink } from '../panels/card.panel.tsx';
import { recordedDayText } from '../view/date-text.ts';

export interface Viewer {
  /** `Practitioner/...` or `Patient/...` */
  readonly reference: string;
  readonly name: string;
}

export interface LaunchWish {
  readonly link?: CardLink;
  readonly appointment?: string;
}

export function useLaunch(patient: PatientSummary, viewer: Viewer, onOpen: (app: OpenedApp) => void) {
  const api = useSandboxApi();
  return useMutation({
    mutationFn: ({ link, appointment }: LaunchWish) =>
      api.launch({
        user: viewer.reference,
        patient: patient.id,
        ...(appointment === undefined ? {} : { appointment }),
        ...(link === undefined ? {} : { url: link.url }),
        ...(link?.appContext === undefined ? {} : { appContext: link.appContext }),
      }),
    onSuccess: ({ launchUrl }) =>
      onOpen({
        url: launchUrl,
        patient: `${patient.name}, born ${recordedDayText(patient.birthDate)}, MRN ${patient.mrn ?? 'none'}`,
        user: viewer.name,
      }),
  });
}
