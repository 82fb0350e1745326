/** How well this EHR's FHIR server works today. A visitor may break it and see what ChairReady then says. */
import { NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import { FAULT_CHOICES, faultChoiceOf } from '../view/fault-choice.ts';

export const FaultsPanel = (): ReactElement => {
  const api = useSandboxApi();
  const cache = useQueryClient();
  const faults = useQuery({ queryKey: ['faults'], queryFn: api.faults });
  const set = useMutation({
    mutationFn: api.setFaults,
    onSuccess: async (settings) => {
      cache.setQueryData(['faults'], settings);
      // The question on the screen is asked again under the new conditions.
      await cache.invalidateQueries({ queryKey: ['advice'] });
    },
  });
  return (
    <label className="sb-looks">
      <span>FHIR server</span>
      <NativeSelect
        size="xs"
        data={FAULT_CHOICES.map(({ value, label }) => ({ value, label }))}
        value={faultChoiceOf(faults.data ?? {}).value}
        error={set.isError ? 'not set' : undefined}
        onChange={({ currentTarget }) => {
          const chosen = FAULT_CHOICES.find(({ value }) => value === currentTarget.value);
          if (chosen !== undefined) set.mutate(chosen.settings);
        }}
      />
    </label>
  );
};
