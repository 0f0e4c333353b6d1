import { z } from 'zod';
import { configSchema } from './config-schema.ts';
import { ruleTestsSchema } from './rule-tests-schema.ts';
import { rulesSchema } from './rules-schema.ts';

const schemas = {
  config: { schema: configSchema, title: 'The configuration of sawtooth' },
  rules: { schema: rulesSchema, title: 'Rules of sawtooth' },
  'rule-tests': { schema: ruleTestsSchema, title: 'Tests of rules of sawtooth' },
};

/**
 * The JSON Schema (draft 2020-12) of what is written in a configuration, a rule file or a file of tests:
 * for editors and generators. What holds between fields is left to `sawtooth check`.
 */
export function jsonSchema(of: keyof typeof schemas): Record<string, unknown> {
  const { schema, title } = schemas[of];
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return { $schema, title, ...rest };
}
