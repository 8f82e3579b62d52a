/** A new program: its language and its name. */

import type * as React from 'react';
import { useState } from 'react';

import { Form } from '../common/Form';
import { FormButtons } from '../common/FormButtons';
import { Problem } from '../common/Problem';
import { Select } from '../common/Select';
import { TextField } from '../common/TextField';
import { useAttempt } from '../common/useAttempt';
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
  const [language, setLanguage] = useState('BASIC');
  const [name, setName] = useState('');
  const { problem, busy, attempt } = useAttempt();
  const template = TEMPLATES.find(each => each.name === language);
  const make = (): void => {
    if (template) {
      void attempt(() => onMake(withExtension(name, template), template.content));
    }
  };
  return (
    <Form onSubmit={make} onCancel={onCancel}>
      <Select
        label={words.__('Language')}
        value={language}
        options={TEMPLATES.map(each => [each.name, each.name] as const)}
        onValue={setLanguage}
      />
      <TextField
        label={words.__('Name')}
        autoFocus
        placeholder={template ? withExtension('maze', template) : ''}
        value={name}
        onValue={setName}
      />
      <Problem text={problem} />
      <FormButtons
        send={words.__('Make the program')}
        disabled={busy || name.trim() === ''}
        onCancel={onCancel}
      />
    </Form>
  );
}
