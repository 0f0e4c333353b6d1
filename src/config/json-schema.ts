import { z } from 'zod';
import { configSchema } from './config-schema.ts';
import { rulesSchema } from './rules-schema.ts';

/**
 * The JSON Schema (draft 2020-12) of what is written in a configuration or a rule file: for editors
 * and generators. What holds between fields is left to `sawtooth check`.
 */
export function jsonSchema(of: 'config' | 'rules'): Record<string, unknown> {
  const schema = of === 'config' ? configSchema : rulesSchema;
  const title = of === 'config' ? 'The configuration of sawtooth' : 'Rules of sawtooth';
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return { $schema, title, ...rest };
}
