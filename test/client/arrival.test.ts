import { describe, expect, it } from 'vitest';
import { readArrival } from '../../client/launch/arrival.ts';

const arrive = (pathAndQuery: string) => readArrival(new URL(pathAndQuery, 'https://chairready.example'));
const ISS = encodeURIComponent('https://ehr.example/fhir');

describe('an arrival at the launch address', () => {
  it('is a launch with issuer and launch context', () => {
    expect(arrive(`/launch?iss=${ISS}&launch=xyz`)).toEqual({
      kind: 'launch',
      iss: 'https://ehr.example/fhir',
      launch: 'xyz',
    });
  });

  it('is a launch behind a path prefix too', () => {
    expect(arrive(`/tools/chairready/launch?iss=${ISS}&launch=xyz`).kind).toBe('launch');
  });

  it.each(['fhirServiceUrl', 'patientId', 'clientId'])('is refused when it carries %s', (name) => {
    expect(arrive(`/launch?iss=${ISS}&launch=xyz&${name}=x`)).toEqual({
      kind: 'refused',
      why: { code: 'overriding-parameter', name },
    });
  });

  it.each(['fhirServiceUrl', 'patientId', 'clientId'])('is refused when it carries an empty %s', (name) => {
    expect(arrive(`/launch?iss=${ISS}&launch=xyz&${name}=`).kind).toBe('refused');
  });

  it('is refused with fhirServiceUrl alone, which would skip authorization', () => {
    expect(arrive(`/launch?fhirServiceUrl=${ISS}`)).toEqual({
      kind: 'refused',
      why: { code: 'overriding-parameter', name: 'fhirServiceUrl' },
    });
  });

  it.each([
    ['iss', '/launch?launch=xyz'],
    ['iss', '/launch?iss=&launch=xyz'],
    ['launch', `/launch?iss=${ISS}`],
  ])('is refused without %s', (name, address) => {
    expect(arrive(address)).toEqual({ kind: 'refused', why: { code: 'missing-parameter', name } });
  });

  it('is refused when the issuer is named twice', () => {
    expect(arrive(`/launch?iss=${ISS}&iss=https://evil.example&launch=xyz`)).toEqual({
      kind: 'refused',
      why: { code: 'repeated-parameter', name: 'iss' },
    });
  });
});

describe('an arrival at the redirect address', () => {
  it('is the return with code and state', () => {
    expect(arrive('/?code=a%2Bb&state=s')).toEqual({ kind: 'callback', code: 'a+b', state: 's' });
  });

  it('is a denial with the error code and without the text that came with it', () => {
    expect(arrive('/?error=access_denied&error_description=%3Cb%3E&state=s')).toEqual({
      kind: 'denied',
      error: 'access_denied',
    });
  });

  it('is refused when the code comes without its state', () => {
    expect(arrive('/?code=abc')).toEqual({ kind: 'refused', why: { code: 'missing-parameter', name: 'state' } });
  });

  it('is nothing when it was reloaded or opened by hand', () => {
    expect(arrive('/')).toEqual({ kind: 'nothing' });
    expect(arrive('/?state=s')).toEqual({ kind: 'nothing' });
  });
});
