/** Names that would match nobody, and keys that could sign or prove nothing: slips that a start would otherwise swallow. */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { ConfigFault } from './config-refused.ts';
import { at, listAt, textAt } from './json-at.ts';
import { withType } from './with-type.ts';

export function nameFaults(tenant: unknown): readonly ConfigFault[] {
  return [
    ...keysOf(at(tenant, 'roles')).filter(isNoRoleKey).map(atKey('roles', ROLE_KEY)),
    ...keysOf(at(tenant, 'names')).filter(isNoReference).map(atKey('names', PERSON)),
    ...listed(tenant, { list: 'staff', field: 'id', type: 'Practitioner', message: PERSON }),
    ...listed(tenant, { list: 'sites', field: 'location', type: 'Location', message: PLACE }),
    ...spanFaults(tenant),
    ...signingFaults(tenant),
    ...publicKeyFaults(tenant),
  ];
}

const PERSON = 'must be a reference such as "Practitioner/n1"';
const PLACE = 'must be a reference such as "Location/infusion-1"';
const ROLE_KEY = `${PERSON} or "code:SYSTEM|CODE"`;

const isNoReference = (text: string): boolean => !/^[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64}$/.test(text);
const isNoRoleKey = (text: string): boolean => isNoReference(text) && !/^code:.+\|.+$/.test(text);

const keysOf = (map: unknown): readonly string[] =>
  typeof map === 'object' && map !== null && !Array.isArray(map) ? Object.keys(map) : [];

const atKey =
  (field: string, message: string) =>
  (key: string): ConfigFault => ({ path: `${field}.${key}`, message });

interface Listed {
  readonly list: string;
  readonly field: string;
  /** What a bare id is one of. */
  readonly type: string;
  readonly message: string;
}

/** Each names somebody or somewhere, and nobody twice. */
function listed(tenant: unknown, { list, field, type, message }: Listed): readonly ConfigFault[] {
  const names = listAt(tenant, list).map((entry) => {
    const given = textAt(entry, field);
    return given === undefined ? undefined : withType(type, given);
  });
  return names.flatMap((name, position) => {
    if (name === undefined) return [];
    const path = `${list}[${String(position)}].${field}`;
    if (isNoReference(name)) return [{ path, message }];
    return names.indexOf(name) < position ? [{ path, message: 'stands here a second time' }] : [];
  });
}

/** Days as text are in the order of time. */
const spanFaults = (tenant: unknown): readonly ConfigFault[] =>
  listAt(tenant, 'sites').flatMap((site, position) => {
    const program = at(site, 'program340b');
    const [from, until] = [textAt(program, 'from'), textAt(program, 'until')];
    const path = `sites[${String(position)}].program340b.until`;
    return from !== undefined && until !== undefined && until < from ? [{ path, message: 'is before from' }] : [];
  });

function signingFaults(tenant: unknown): readonly ConfigFault[] {
  const key = at(at(at(tenant, 'fhir'), 'backend'), 'privateJwk');
  if (typeof key !== 'object' || key === null || canSign(key)) return [];
  const message = 'must be a private key of type EC (P-384) or RSA, with its part "d"';
  return [{ path: 'fhir.backend.privateJwk', message }];
}

/** It signs, and its own public part believes it. What stands in the key is never repeated. */
function canSign(jwk: object): boolean {
  try {
    const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
    const isKind = key.asymmetricKeyType === 'rsa' || key.asymmetricKeyDetails?.namedCurve === 'secp384r1';
    return isKind && verify('sha384', SAMPLE, createPublicKey(key), sign('sha384', SAMPLE, key));
  } catch {
    return false;
  }
}

const SAMPLE = Buffer.from('a text to sign');

function publicKeyFaults(tenant: unknown): readonly ConfigFault[] {
  const keys = listAt(at(at(tenant, 'cdsClient'), 'jwks'), 'keys');
  return keys.flatMap((key, position) =>
    at(key, 'd') === undefined && at(key, 'k') === undefined
      ? []
      : [
          {
            path: `cdsClient.jwks.keys[${String(position)}]`,
            message: 'holds a secret: write only the public part, and give the EHR a new key',
          },
        ],
  );
}
