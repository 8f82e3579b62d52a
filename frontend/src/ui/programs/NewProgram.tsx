/** A new program: its language and its name. */

import type * as React from 'react';
import { useId, useState } from 'react';

import { messageOf } from '../../core/chat';
import { Problem } from '../common/Problem';
import { useWords } from '../host';
import { TEMPLATES, withExtension } from './templates';

/** Props of `NewProgram`. */
export interface NewProgramProps {
  /** Rejects with the server's reason. */
  onMake: (path: string, content: string) => Promise<void>;
  onCancel: () => void;
}

/** A form; Escape closes it. */
export function NewProgram({ onMake, onCancel }: NewProgramProps): React.JSX.Element {
  const words = useWords();
  const id = useId();
  const [language, setLanguage] = useState('BASIC');
  const [name, setName] = useState('');
  const [problem, setProblem] = useState('');
  const template = TEMPLATES.find(each => each.name === language);
  const make = async (): Promise<void> => {
    try {
      if (template) {
        await onMake(withExtension(name, template), template.content);
      }
    } catch (error) {
      setProblem(messageOf(error));
    }
  };
  return (
    <form
      className="tw-Form"
      onSubmit={event => {
        event.preventDefault();
        void make();
      }}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          onCancel();
        }
      }}
    >
      <label htmlFor={`${id}-language`}>{words.__('Language')}</label>
      <select
        id={`${id}-language`}
        className="tw-Input"
        value={language}
        onChange={event => {
          setLanguage(event.target.value);
        }}
      >
        {TEMPLATES.map(each => (
          <option key={each.name} value={each.name}>
            {each.name}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-name`}>{words.__('Name')}</label>
      <input
        id={`${id}-name`}
        className="tw-Input"
        dir="auto"
        autoFocus
        placeholder={template ? withExtension('maze', template) : ''}
        value={name}
        onChange={event => {
          setName(event.target.value);
        }}
      />
      <Problem text={problem} />
      <div className="tw-Bar">
        <button type="submit" className="tw-Button" data-main disabled={name.trim() === ''}>
          {words.__('Make the program')}
        </button>
        <button type="button" className="tw-Button" onClick={onCancel}>
          {words.__('Cancel')}
        </button>
      </div>
    </form>
  );
}
