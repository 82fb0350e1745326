/** The SMART app in its frame beside the booking, with whose chart it was opened on. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';

export interface OpenedApp {
  readonly url: string;
  /** `Amara Diallo, born Mar 2, 1961, MRN ...`; none where the app was opened for nobody in particular. */
  readonly patient?: string;
  readonly user: string;
}

interface AppFrameProps {
  readonly app: OpenedApp;
  readonly onClose: () => void;
}

export const AppFrame = ({ app, onClose }: AppFrameProps): ReactElement => {
  const [isWide, setIsWide] = useState(app.patient === undefined);
  return (
    <aside className="sb-app" data-wide={isWide} aria-label="ChairReady">
      <div className="sb-app-head">
        <h2>ChairReady</h2>
        <p>
          <bdi>{app.patient ?? 'No patient chosen'}</bdi> · as {app.user}
        </p>
        <Button size="compact-xs" variant="default" aria-pressed={isWide} onClick={() => setIsWide(!isWide)}>
          Wide
        </Button>
        <Button size="compact-xs" variant="default" onClick={onClose}>
          Close
          <span className="sb-hidden"> ChairReady</span>
        </Button>
      </div>
      <iframe key={app.url} src={app.url} title="ChairReady app" />
    </aside>
  );
};
