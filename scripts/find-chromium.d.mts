/** The browser's path and arguments for `chromium.launch({ executablePath, args })` of playwright-core. */
export declare function findChromium(): Promise<{
  readonly executablePath: string;
  readonly args: string[];
  readonly origin: 'installed' | 'packaged';
}>;
