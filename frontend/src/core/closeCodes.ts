/** What the server's WebSocket close codes ask of a client (design, section 7). */

/**
 * The close codes that Time Warp names, and one of WebSockets themselves (RFC 6455, 7.4.1): a message that is
 * too big will be so again.
 */
export const CLOSE = {
  tooBig: 1009,
  protocol: 4400,
  signedOut: 4401,
  forbidden: 4403,
  gone: 4404,
  otherHistory: 4409,
  tooLarge: 4413,
  unavailable: 4503,
  idle: 4508,
  tooMuch: 4529
} as const;

/** What a client does after a close. */
export type AfterClose = 'stop' | 'come back' | 'wait for a key';

/** 44xx is final, as is a message that nobody takes; 4508 waits for the person, everything else comes back. */
export function afterClose(code: number): AfterClose {
  if ((code >= 4400 && code < 4500) || code === CLOSE.tooBig) {
    return 'stop';
  }
  return code === CLOSE.idle ? 'wait for a key' : 'come back';
}

/** The seconds that a close reason (`{"code", "retry_after"?}`) asks to wait; 0 if it asks nothing. */
export function retryAfter(reason: string): number {
  if (!reason.startsWith('{')) {
    return 0;
  }
  try {
    const parsed: unknown = JSON.parse(reason);
    const seconds = (parsed as { retry_after?: unknown }).retry_after;
    return typeof seconds === 'number' && seconds > 0 ? seconds : 0;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return 0; // a proxy on the way cut it, or wrote its own
    }
    throw error;
  }
}
