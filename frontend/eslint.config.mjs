import js from '@eslint/js';
import tseslint from 'typescript-eslint';

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
    files: ['src/lab/**', 'src/languages/**'],
    rules: {
      // Lumino's signals take a method and its receiver: `signal.connect(this.onChange, this)`.
      '@typescript-eslint/unbound-method': 'off'
    }
  }
);
