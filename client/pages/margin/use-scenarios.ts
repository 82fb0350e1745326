/** Which scenarios are played, kept in the address so that list and drug show the same. */
import { useSearchParams } from 'react-router';

export function useScenarios(): { readonly query: string | undefined; readonly toggle: (id: string) => void } {
  const [params, setParams] = useSearchParams();
  const played = (params.get('scenarios') ?? '').split(',').filter((id) => id !== '');
  const toggle = (id: string): void => {
    const next = played.includes(id) ? played.filter((one) => one !== id) : [...played, id];
    setParams(
      (before) => {
        const address = new URLSearchParams(before);
        if (next.length === 0) address.delete('scenarios');
        else address.set('scenarios', next.join(','));
        return address;
      },
      { replace: true },
    );
  };
  return { query: played.length === 0 ? undefined : played.join(','), toggle };
}
