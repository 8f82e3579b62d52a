/** The id of our settings. */
export const SETTINGS = 'timewarp-jupyter:plugin';
