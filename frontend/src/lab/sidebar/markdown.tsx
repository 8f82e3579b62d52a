/** Messages as Markdown, rendered by JupyterLab and cleaned by its sanitiser. */

import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { MimeModel } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type * as React from 'react';
import { useEffect, useRef } from 'react';

import { markMentions } from '../../ui/chat/mentions';
import type { MarkdownProps } from '../../ui/host';
import { isOutward, onlyText } from './quietHtml';

const MIME = 'text/markdown';

/** Links of messages are no paths of the workspace. */
const NO_LINKS: IRenderMime.ILinkHandler = { handleLink: () => undefined };

/** A component that renders a text with this registry; as plain text where there is none. */
export function makeMarkdown(rendermime: IRenderMimeRegistry | null): React.ComponentType<MarkdownProps> {
  const quiet = rendermime?.clone({ linkHandler: NO_LINKS, sanitizer: quietly(rendermime.sanitizer) });
  return function Markdown({ text, mentions }: MarkdownProps): React.JSX.Element {
    const node = useRef<HTMLDivElement>(null);
    useEffect(() => {
      const parent = node.current;
      if (!parent) {
        return;
      }
      // What is inside is not React's, which must not try to take it away.
      parent.textContent = text;
      markMentions(parent, mentions);
      if (!quiet) {
        return;
      }
      const renderer = quiet.createRenderer(MIME);
      const model = new MimeModel({ data: { [MIME]: text }, trusted: false });
      let gone = false;
      renderer.renderModel(model).then(
        () => {
          if (!gone) {
            parent.replaceChildren(renderer.node);
            tameLinks(parent);
            markMentions(parent, mentions);
          }
        },
        (error: unknown) => {
          console.warn('A message could not be rendered:', error); // it stays as plain text
        }
      );
      return () => {
        gone = true;
        renderer.dispose();
      };
    }, [text, mentions]);
    return <div className="tw-Markdown" dir="auto" ref={node} />;
  };
}

/**
 * A sanitiser that leaves text alone: an image would tell a stranger who reads, and when; a class or a button would
 * have a message look like a part of the page, or do what a part of the page does.
 *
 * It has to go before the HTML comes near the page: an element that has only been made loads already.
 */
function quietly(sanitizer: IRenderMime.ISanitizer): IRenderMime.ISanitizer {
  return {
    sanitize: (dirty, options) => onlyText(sanitizer.sanitize(dirty, options)),
    getAutolink: () => sanitizer.getAutolink?.() ?? true,
    allowNamedProperties: sanitizer.allowNamedProperties ?? false
  };
}

/** Links lead out of the page. Those of JupyterLab to a heading would lead through it, to whatever has that name. */
function tameLinks(parent: HTMLElement): void {
  for (const anchor of parent.querySelectorAll('.jp-InternalAnchorLink')) {
    anchor.remove();
  }
  for (const heading of parent.querySelectorAll('[data-jupyter-id], [id]')) {
    heading.removeAttribute('data-jupyter-id');
    heading.removeAttribute('id');
  }
  for (const link of parent.querySelectorAll('a')) {
    if (isOutward(link.getAttribute('href') ?? '')) {
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
    } else {
      link.removeAttribute('href');
    }
  }
}
