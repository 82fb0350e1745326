/** One fault of the configuration: where, and what would be right. */
export interface ConfigFault {
  readonly path: string;
  readonly message: string;
}

/** Stops the start: every fault at once, each with its path. */
export class ConfigRefused extends Error {
  readonly faults: readonly ConfigFault[];

  constructor(source: string, faults: readonly ConfigFault[]) {
    super(
      [
        `The configuration cannot be used (${source}):`,
        ...faults.map(({ path, message }) => `  ${path}: ${message}`),
      ].join('\n'),
    );
    this.name = 'ConfigRefused';
    this.faults = faults;
  }
}
