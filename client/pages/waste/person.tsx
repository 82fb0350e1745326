/** Whose a row is: name and birth date, where the record has told them. */
import type { ReactElement } from 'react';
import type { PeopleView } from '../../../api-contract/waste.schema.ts';
import { fullDay } from '../../ui/text.ts';

export const Person = ({ person }: { readonly person: PeopleView[string] | undefined }): ReactElement =>
  person?.name === undefined ? (
    <span className="cr-muted">name not kept: open the visit</span>
  ) : (
    <>
      <bdi>{person.name}</bdi>
      {person.birthDate !== undefined && <span className="cr-muted"> born {fullDay(person.birthDate)}</span>}
    </>
  );
