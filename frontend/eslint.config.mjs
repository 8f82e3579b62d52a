import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const LETTERS = '[value=/\\p{L}/u]';
const READ = '/^(title|alt|caption|label|placeholder|textContent|ariaLabel|aria-label|aria-description)$/';
const UNTRANSLATED = [
  `JSXText${LETTERS}`,
  `:matches(JSXElement, JSXFragment) > JSXExpressionContainer > Literal${LETTERS}`,
  `JSXAttribute[name.name=${READ}] > Literal${LETTERS}`,
  `JSXAttribute[name.name=${READ}] > JSXExpressionContainer > Literal${LETTERS}`,
  `Property[key.name=${READ}] > Literal.value${LETTERS}`,
  `AssignmentExpression[left.property.name=${READ}] > Literal.right${LETTERS}`,
  `CallExpression[callee.property.name='setAttribute'][arguments.0.value=${READ}] > Literal${LETTERS}:nth-child(2)`,
  "CallExpression[callee.object.name='Notification'][arguments.0.type='Literal']"
];

export default tseslint.config(
  { ignores: ['lib', 'node_modules', '.yarn', 'style', 'eslint.config.mjs'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname }
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // `const { left_out, ...rest }` is how a field is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // Numbers read well in a template.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A Lumino token or plugin namespace is a class and an interface by one name.
      '@typescript-eslint/no-redeclare': 'off'
    }
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    ignores: ['src/languages/**'],
    rules: {
      // What people read is translated. tests/unit/test_locale.py sees what goes through `__` and `_n`; this sees what does not.
      'no-restricted-syntax': ['error', ...UNTRANSLATED.map(selector => ({ selector, message: 'Say it with words.__().' }))]
    }
  },
  {
    files: ['src/lab/**', 'src/languages/**'],
    rules: {
      // Lumino's signals take a method and its receiver: `signal.connect(this.onChange, this)`.
      '@typescript-eslint/unbound-method': 'off'
    }
  }
);
