/** How long to wait before coming back. */

const FIRST_MS = 400;
const LONGEST_MS = 15_000;

/**
 * Exponential backoff with full jitter above the first half: a class of 30 that lost the same server
 * must not come back in the same instant.
 */
export class Backoff {
  private attempts = 0;

  constructor(private readonly random: () => number = Math.random) {}

  /** Milliseconds until the next attempt, at least `floorSeconds`. */
  next(floorSeconds = 0): number {
    const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.attempts);
    this.attempts += 1;
    const floor = floorSeconds * 1000;
    return floor + ceiling / 2 + (this.random() * ceiling) / 2;
  }

  /** It worked: begin anew next time. */
  reset(): void {
    this.attempts = 0;
  }
}
