/** The sign of Time Warp: a clock face with a hand that goes back. It follows the theme. */

import { LabIcon } from '@jupyterlab/ui-components';

/** In the left bar, the launcher and menus. */
export const timewarpIcon = new LabIcon({
  name: 'timewarp:rooms',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3 jp-icon-selectable" fill="currentColor">' +
    '<path d="M12 3a9 9 0 1 1-8.6 6.4l1.9.6A7 7 0 1 0 8 6.3l1.9 1.9H4V2.3l2.6 2.6A9 9 0 0 1 12 3z"/>' +
    '<path d="M11 7h2v4.6l3.2 1.9-1 1.7L11 12.7z"/>' +
    '</g></svg>'
});
