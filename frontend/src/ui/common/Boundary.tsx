/** A fault in one panel is said, and takes nothing else along. */

import * as React from 'react';

/** Props of `Boundary`. */
export interface BoundaryProps extends React.PropsWithChildren {
  /** What to say. */
  text: string;
  again: string;
}

/** Catches what its children throw while they are rendered. */
export class Boundary extends React.Component<BoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  /** After a fault. */
  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: Error): void {
    console.error('A panel of Time Warp failed:', error);
  }

  override render(): React.ReactNode {
    if (!this.state.failed) {
      return this.props.children;
    }
    return (
      <div role="alert" className="tw-Problem">
        {this.props.text}
        <button
          type="button"
          className="tw-Link"
          onClick={() => {
            this.setState({ failed: false });
          }}
        >
          {this.props.again}
        </button>
      </div>
    );
  }
}
