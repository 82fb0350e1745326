/** The vials that were opened, one row for each package: how many, what they hold, NDC and lot. */
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import type { DrugToChart, VialEntry } from '../../../api-contract/waste.schema.ts';
import { amountWords } from './waste-words.ts';

interface VialRowsProps {
  readonly vials: readonly VialEntry[];
  readonly packages: DrugToChart['packages'];
  readonly onChange: (vials: VialEntry[]) => void;
}

export const VialRows = ({ vials, packages, onChange }: VialRowsProps): ReactElement => {
  const replace = (at: number, part: Partial<VialEntry>): void =>
    onChange(vials.map((vial, each) => (each === at ? { ...vial, ...part } : vial)));
  const [first] = packages;
  return (
    <>
      {vials.map((vial, at) => (
        <div key={at} className="cr-waste-row" role="group" aria-label={`Vials ${String(at + 1)}`}>
          <label className="cr-field cr-field-above">
            <span>Vials</span>
            <input
              type="number"
              min={1}
              max={1000}
              value={vial.count}
              onChange={({ target }) => replace(at, { count: Math.max(1, Math.trunc(Number(target.value)) || 1) })}
            />
          </label>
          <Content vial={vial} packages={packages} onChange={(other) => onChange(vials.with(at, other))} />
          <Field name="NDC" value={vial.ndc} onChange={(ndc) => onChange(without(vials, at, 'ndc', ndc))} />
          <Field name="Lot" value={vial.lot} onChange={(lot) => onChange(without(vials, at, 'lot', lot))} />
          {vials.length > 1 && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Remove ${amountWords(vial.content)}`}
              onClick={() => onChange(vials.filter((_vial, each) => each !== at))}
            >
              Remove
            </Button>
          )}
        </div>
      ))}
      {first !== undefined && (
        <div>
          <Button size="compact-sm" variant="default" onClick={() => onChange([...vials, { ...first, count: 1 }])}>
            Add a package
          </Button>
        </div>
      )}
    </>
  );
};

/** An empty field is no statement at all. */
function without(vials: readonly VialEntry[], at: number, name: 'ndc' | 'lot', text: string): VialEntry[] {
  return vials.map((vial, each) => {
    if (each !== at) return vial;
    const { [name]: _before, ...others } = vial;
    return text === '' ? others : { ...others, [name]: text };
  });
}

const Content = ({
  vial,
  packages,
  onChange,
}: {
  readonly vial: VialEntry;
  readonly packages: DrugToChart['packages'];
  readonly onChange: (vial: VialEntry) => void;
}): ReactElement => {
  const known = packages.some(({ content }) => amountWords(content) === amountWords(vial.content));
  const options = known
    ? packages
    : [...packages, { content: vial.content, container: vial.container ?? 'single-dose' }];
  return (
    <label className="cr-field cr-field-above">
      <span>Content</span>
      <select
        value={amountWords(vial.content)}
        onChange={({ target }) => {
          const found = options.find(({ content }) => amountWords(content) === target.value);
          // Another package: NDC and lot of the former one are not its own.
          if (found !== undefined) onChange({ ...found, count: vial.count });
        }}
      >
        {[...new Set(options.map(({ content }) => amountWords(content)))].map((words) => (
          <option key={words}>{words}</option>
        ))}
      </select>
    </label>
  );
};

const Field = ({
  name,
  value,
  onChange,
}: {
  readonly name: string;
  readonly value: string | undefined;
  readonly onChange: (text: string) => void;
}): ReactElement => (
  <label className="cr-field cr-field-above">
    <span>{name}</span>
    <input size={13} value={value ?? ''} onChange={({ target }) => onChange(target.value)} />
  </label>
);
