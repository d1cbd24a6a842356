import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import address from 'world-atlas/countries-110m.json?url';
import { pathOf } from './geometry';
import type { Ground } from './scene';

let loading: Promise<Ground> | undefined;

/** The shapes of sea and land, from Natural Earth's public domain data; served by this site. */
export function loadGround(): Promise<Ground> {
  loading ??= fetch(address)
    .then((response) => (response.ok ? (response.json() as Promise<Topology>) : Promise.reject(new Error(`the map: status ${response.status}`))))
    .then((world) => {
      const countries = world.objects['countries'] as GeometryCollection;
      const land = world.objects['land'] as GeometryCollection;
      return {
        sphere: pathOf({ type: 'Sphere' }),
        land: pathOf(feature(world, land)),
        borders: pathOf(mesh(world, countries, (a, b) => a !== b)),
      };
    })
    .catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
  return loading;
}
