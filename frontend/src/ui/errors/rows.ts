/** How the tables of errors are written. */

/** Error codes, parted by spaces, and what is said of each of them. */
export type ErrorRow = readonly [codes: string, words: string];
