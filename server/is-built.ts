declare const CHAIRREADY_BUILT: true | undefined;

/** Whether this is the built program, where the build sets the name, and not its TypeScript sources. */
export const isBuilt = (): boolean => typeof CHAIRREADY_BUILT !== 'undefined';
