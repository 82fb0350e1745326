/** "Keytruda (J9271)": the label of the drug table holds the code already, an order's own words do not. */
export const drugName = ({ name, hcpcs }: { readonly name: string; readonly hcpcs: string | null }): string =>
  hcpcs === null || name.includes(hcpcs) ? name : `${name} (${hcpcs})`;
