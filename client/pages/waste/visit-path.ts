/** Where the charting of a visit is, in the app. */
export const visitPath = (appointment: string, date: string): string => `/waste/visit/${appointment}/${date}`;
