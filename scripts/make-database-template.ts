// Part of the build: an empty, migrated database under dist/, from which a first start copies its own.
import { makeBuiltTemplate } from '../server/store/make-built-template.ts';

await makeBuiltTemplate();
