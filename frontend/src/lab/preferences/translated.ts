/** The settings' own texts in the person's language. */

import type { Setting } from '@jupyterlab/services';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';

/** The parts of a schema that people read. */
type Texts = Pick<ISettingRegistry.ISchema, 'title' | 'description'>;

/**
 * From now on the settings of `id` come in the person's language.
 *
 * The server translates schemas from language packs only, so that an extension's own catalogues would never be asked.
 */
export function translateSettings(manager: Setting.IManager, id: string, trans: TranslationBundle): void {
  const fetch = manager.fetch.bind(manager);
  manager.fetch = async asked => {
    const plugin = await fetch(asked);
    return asked === id ? { ...plugin, schema: translated(plugin.schema, trans) } : plugin;
  };
}

/** The schema with its titles and descriptions translated. */
export function translated(schema: ISettingRegistry.ISchema, trans: TranslationBundle): ISettingRegistry.ISchema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [name, told(property, trans)]);
  return { ...told(schema, trans), properties: Object.fromEntries(properties) as typeof schema.properties };
}

/** The test of the catalogues reads these texts from the schema. */
function told<Part extends Texts>(part: Part, trans: TranslationBundle): Part {
  const { title, description } = part;
  return {
    ...part,
    ...(title === undefined ? {} : { title: trans.__(title) }),
    ...(description === undefined ? {} : { description: trans.__(description) })
  };
}
