/** Opening the SMART app for a patient: the EHR writes down the launch, the frame goes to its address. */
import { useMutation } from '@tanstack/react-query';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { PatientSummary } from '../../screens-api/screens.schema.ts';
import type { OpenedApp } from '../panels/app-frame.panel.tsx';
import type { CardLink } from '../panels/card.panel.tsx';
import { recordedDayText } from '../view/date-text.ts';

const bannerText = ({ name, birthDate, mrn }: PatientSummary): string =>
  `${name}, born ${recordedDayText(birthDate)}, MRN ${mrn ?? 'none'}`;

export interface Viewer {
  /** `Practitioner/...` or `Patient/...` */
  readonly reference: string;
  readonly name: string;
}

export interface LaunchWish {
  readonly link?: CardLink;
  readonly appointment?: string;
  /** Who opens it, where that is not who is signed in on the screen yet. */
  readonly as?: Viewer;
}

/** Without a patient the app opens on the home page of whoever is signed in. */
export function useLaunch(patient: PatientSummary | undefined, viewer: Viewer, onOpen: (app: OpenedApp) => void) {
  const api = useSandboxApi();
  return useMutation({
    mutationFn: ({ link, appointment, as = viewer }: LaunchWish) =>
      api.launch({
        user: as.reference,
        ...(patient === undefined ? {} : { patient: patient.id }),
        ...(appointment === undefined ? {} : { appointment }),
        ...(link === undefined ? {} : { url: link.url }),
        ...(link?.appContext === undefined ? {} : { appContext: link.appContext }),
      }),
    onSuccess: ({ launchUrl }, { as = viewer }) =>
      onOpen({
        url: launchUrl,
        ...(patient === undefined ? {} : { patient: bannerText(patient) }),
        user: as.name,
      }),
  });
}
