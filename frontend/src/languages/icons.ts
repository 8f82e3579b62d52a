/**
 * Icons of program files. They are filled only through JupyterLab's `jp-icon3` and
 * `jp-icon-selectable` classes, so that they follow the theme and the selection.
 */

import { LabIcon } from '@jupyterlab/ui-components';

/** An icon of 24 by 24 units. */
function icon(name: string, ...paths: readonly string[]): LabIcon {
  const shapes = paths.map(d => `<path d="${d}" fill-rule="evenodd"/>`).join('');
  const svgstr =
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    `<g class="jp-icon3 jp-icon-selectable" fill="currentColor">${shapes}</g></svg>`;
  return new LabIcon({ name: `timewarp:${name}`, svgstr });
}

/** A screen with a prompt. */
export const basicIcon = icon(
  'basic',
  'M3 3h18a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM4 5v11h16V5z',
  'M6 7.4L7.4 6l4 4-4 4L6 12.6 8.6 10zM12 12.5h5V14h-5z',
  'M7 19.5h10v2H7z'
);

/** A turtle from above. */
export const logoIcon = icon(
  'logo',
  'M12 7c3.6 0 6 2.7 6 6.3S15.6 20 12 20s-6-3.1-6-6.7S8.4 7 12 7zM12 9.2l-3 2v3.6l3 2 3-2v-3.6z',
  'M12 1.5a2.3 2.3 0 0 1 2.3 2.5c0 1-.6 2-1 2.2h-2.6c-.4-.2-1-1.2-1-2.2A2.3 2.3 0 0 1 12 1.5z',
  'M6.5 8.5L3.2 5.8l-.7 2.6 3 2.3zM17.5 8.5l3.3-2.7.7 2.6-3 2.3z',
  'M6.3 17.3l-3.3 2 1.5 2 3.3-2.2zM17.7 17.3l3.3 2-1.5 2-3.3-2.2z'
);

/** A speech bubble with lines of a dialogue. */
export const pilotIcon = icon(
  'pilot',
  'M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8l-5 4.5V17H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM4 5v10h16V5z',
  'M6 7.2h12v1.8H6zM6 11h7.5v1.8H6z'
);

/** The sign of a rule, `:-`. */
export const prologIcon = icon(
  'prolog',
  'M6.5 6.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM6.5 13.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
  'M11.5 10.8H21v2.4h-9.5z'
);

/** A program in one of the other languages: angle brackets. */
export const programIcon = icon(
  'program',
  'M8.6 6L10 7.4 5.4 12l4.6 4.6L8.6 18l-6-6zM15.4 6L14 7.4l4.6 4.6-4.6 4.6 1.4 1.4 6-6z'
);
