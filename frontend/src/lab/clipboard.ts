/** The clipboard of the browser. */

import { Clipboard } from '@jupyterlab/apputils';

/** Put a text where it can be pasted. Rejects where the browser does not allow it. */
export async function copyText(text: string): Promise<void> {
  // Pages without TLS have no clipboard of their own.
  if ((navigator as { clipboard?: globalThis.Clipboard }).clipboard) {
    await navigator.clipboard.writeText(text);
  } else {
    Clipboard.copyToSystem(text);
  }
}
