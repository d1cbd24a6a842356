// Writes src/api/generated.ts: the documents of src/api/documents.graphql, checked against the gateway's schema, with the types of their answers.
import { readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { buildSchema, parse, print, validate, visit, Kind } from 'graphql';

const schemaFile = new URL('../../OrleansFlights.Gateway/schema.graphql', import.meta.url);
const documentsFile = new URL('src/api/documents.graphql', import.meta.url);
const outputFile = new URL('src/api/generated.ts', import.meta.url);

const schema = buildSchema(readFileSync(schemaFile, 'utf8'));
const document = parse(readFileSync(documentsFile, 'utf8'));
const wrong = validate(schema, document);
if (wrong.length > 0) throw new AggregateError(wrong, wrong.map((e) => `${e.message} (line ${e.locations?.[0]?.line})`).join('\n'));

/** The schema as the page sees it: an answer with any error is an error to it, so of the roots only those may be null that say so. */
const mayBeNull = new Set(['flight', 'node', 'city', 'country']);
const strict = visit(parse(readFileSync(schemaFile, 'utf8')), {
  ObjectTypeDefinition(type) {
    if (type.name.value !== 'Query') return false;
    const fields = type.fields.map((field) =>
      mayBeNull.has(field.name.value) || field.type.kind === Kind.NON_NULL_TYPE ? field : { ...field, type: { kind: Kind.NON_NULL_TYPE, type: field.type } },
    );
    return { ...type, fields };
  },
});

const scalars = { Long: 'number', DateTime: 'string', ID: 'string' };
const types = await codegen({
  filename: 'generated.ts',
  schema: strict,
  documents: [{ location: 'documents.graphql', document }],
  config: { scalars, avoidOptionals: false, enumsAsTypes: true, skipTypename: true, useTypeImports: true },
  plugins: [{ operations: {} }],
  pluginMap: { operations: typescriptOperations },
});

const fragments = new Map(document.definitions.filter((d) => d.kind === Kind.FRAGMENT_DEFINITION).map((d) => [d.name.value, d]));

/** The fragments that a definition needs, each once. */
function fragmentsOf(definition, found = new Set()) {
  visit(definition, {
    FragmentSpread({ name }) {
      if (found.has(name.value)) return;
      found.add(name.value);
      fragmentsOf(fragments.get(name.value), found);
    },
  });
  return found;
}

const operations = document.definitions
  .filter((d) => d.kind === Kind.OPERATION_DEFINITION)
  .map((d) => {
    const text = [d, ...[...fragmentsOf(d)].map((name) => fragments.get(name))].map(print).join('\n').replace(/\s+/g, ' ');
    const name = d.name.value;
    const type = `${name}${d.operation === 'query' ? 'Query' : 'Subscription'}`;
    return `export const ${name}: Operation<${type}, ${type}Variables> = ${JSON.stringify(text)} as Operation<${type}, ${type}Variables>;`;
  });

const operationType = `/** A document's text, with the types of its answer and its variables. */
export type Operation<TData, TVariables> = string & { readonly answer?: (variables: TVariables) => TData };`;

writeFileSync(outputFile, ['// Written by types.js; do not edit.', types, operationType, ...operations, ''].join('\n\n'));
