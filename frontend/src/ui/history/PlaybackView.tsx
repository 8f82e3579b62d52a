/** A program being written, as a film: a slider, a play button, each author in their colour. */

import type * as React from 'react';
import { useEffect, useMemo } from 'react';

import type { FilmState } from '../../core/historyFilm';
import { Film, SPEEDS } from '../../core/historyFilm';
import { lineAt } from '../../core/historyLines';
import type { RoomSession } from '../../core/roomSession';
import { useActorLook } from '../activity/actors';
import { Empty } from '../common/Empty';
import { Problem } from '../common/Problem';
import { clockTime } from '../common/times';
import { useStore } from '../common/useStore';
import { useHost, useWords } from '../host';
import { Authored } from './Authored';
import { Legend } from './Legend';
import { useChanges } from './useChanges';

/** Plays all edits that the server still has one by one. Nothing moves before one presses Play. */
export function PlaybackView({ session, document }: { session: RoomSession; document: string }): React.JSX.Element {
  const words = useWords();
  const film = useFilm(session, document);
  const state = useStore(film.store, each => each);
  const { count, complete, position, problem } = state;
  useFrames(film, state.playing);
  const where = useWhere(session, film, position);
  const { runs, line } = useMemo(() => seen(film), [film, position]);
  const authors = useMemo(() => [...new Set(film.playback.steps.map(step => step.author))], [film, count]);
  return (
    <section className="tw-Playback">
      <Problem text={problem} action={{ label: words.__('Try again'), run: () => void film.load() }} />
      {!complete && problem === '' && <Empty text={words.__('Reading the history: %1 edits…', count)} />}
      {complete && count === 0 && <Empty text={words.__('There is nothing to play.')} />}
      <Controls film={film} state={state} where={where} />
      <p className="tw-Hint">{words.__('Edit %1 of %2: %3', position, count, where)}</p>
      <Legend session={session} authors={authors} />
      <Authored session={session} runs={runs} follow={line} playing={state.playing} />
    </section>
  );
}

function useFilm(session: RoomSession, document: string): Film {
  const { api } = useHost();
  const film = useMemo(() => new Film(api, session.id, document), [api, session.id, document]);
  useEffect(() => {
    void film.load();
    return () => {
      film.dispose();
    };
  }, [film]);
  useChanges(session, document, () => void film.load());
  return film;
}

/** The clock of the screen, as long as it plays. */
function useFrames(film: Film, playing: boolean): void {
  useEffect(() => {
    if (!playing) {
      return;
    }
    let frame = requestAnimationFrame(function tick(now) {
      frame = requestAnimationFrame(tick);
      film.tick(now);
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [film, playing]);
}

/** Who made the newest edit that is shown, and when. */
function useWhere(session: RoomSession, film: Film, position: number): string {
  const words = useWords();
  const step = film.playback.steps[position - 1];
  const { name } = useActorLook(session, step?.author ?? '');
  return step ? words.__('%1, %2', name, clockTime(step.at, Date.now())) : words.__('The beginning');
}

function seen(film: Film): Pick<React.ComponentProps<typeof Authored>, 'runs'> & { line: number | null } {
  const { authored: runs, caret } = film.playback;
  return { runs, line: caret === null ? null : lineAt(runs, caret) };
}

interface ControlsProps {
  film: Film;
  state: FilmState;
  /** The place of the slider in words. */
  where: string;
}

function Controls({ film, state, where }: ControlsProps): React.JSX.Element {
  const words = useWords();
  const { count, position, playing, speed } = state;
  return (
    <div className="tw-Bar">
      <button
        type="button"
        className="tw-Button"
        data-main
        disabled={count === 0}
        onClick={() => {
          if (playing) {
            film.pause();
          } else {
            film.play();
          }
        }}
      >
        {playing ? words.__('Pause') : words.__('Play')}
      </button>
      <input
        type="range"
        className="tw-Input"
        min={0}
        max={count}
        value={position}
        aria-label={words.__('Place in the history')}
        aria-valuetext={where}
        onChange={event => {
          film.goTo(Number(event.target.value));
        }}
      />
      <select
        className="tw-Input"
        data-small
        aria-label={words.__('Speed')}
        value={speed}
        onChange={event => {
          film.setSpeed(Number(event.target.value));
        }}
      >
        {SPEEDS.map(each => (
          <option key={each} value={each}>{`${each}×`}</option>
        ))}
      </select>
    </div>
  );
}
