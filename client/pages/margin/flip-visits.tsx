/** The visits behind one change, for finance: fetched when asked for, because each look is on record. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { ROUTES } from '../../../api-contract/routes.ts';
import { dollarsText, idOf, longDay } from '../../ui/text.ts';
import { Fetched } from '../fetched.tsx';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';

interface FlipVisitListProps extends PageProps {
  readonly watch: string;
  readonly flip: number;
}

export const FlipVisitList = (props: FlipVisitListProps): ReactElement => {
  const [isAsked, setAsked] = useState(false);
  return isAsked ? (
    <Listed {...props} />
  ) : (
    <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
      List the visits (your look is recorded)
    </Button>
  );
};

const Listed = ({ api, onEnded, watch, flip }: FlipVisitListProps): ReactElement => {
  const visits = useRoute({
    key: ['flip-visits', watch, flip],
    fetch: () => api.call(ROUTES.flipVisits, { params: { watch, flip: String(flip) } }),
    onEnded,
  });
  return (
    <Fetched
      query={visits}
      problem="The visits could not be read"
      meanwhile="The counts above are right."
      earlier={() => 'This is an earlier list.'}
    >
      {({ visits: listed, more }) => (
        <>
          <table className="cr-table">
            <thead>
              <tr>
                <th scope="col">Visit</th>
                <th scope="col">Patient</th>
                <th scope="col" className="cr-number">
                  Units
                </th>
                <th scope="col" className="cr-number">
                  Before
                </th>
                <th scope="col" className="cr-number">
                  Now
                </th>
              </tr>
            </thead>
            <tbody>
              {listed.map((visit) => (
                <tr key={`${visit.appointment} ${visit.patient}`}>
                  <td>{longDay(visit.date)}</td>
                  <td>{idOf(visit.patient)}</td>
                  <td className="cr-number">{visit.units}</td>
                  <td className="cr-number">{visit.was === undefined ? '' : dollarsText(visit.was)}</td>
                  <td className="cr-number">{visit.now === undefined ? '' : dollarsText(visit.now)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {more && <p className="cr-muted">There are more visits than are listed here.</p>}
        </>
      )}
    </Fetched>
  );
};
