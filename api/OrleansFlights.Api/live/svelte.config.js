// Styles go into files of their own, so that the page runs under a content security policy without exceptions.
export default { compilerOptions: { css: 'external' } };
