
// The page has checked these bytes. What goes wrong here is an error of the worker, which the page
// hears of; a rejected promise is not.
onmessage = ({ data }) => {
  onmessage = null;
  wasm_bindgen({ module_or_path: data }).catch((error) => setTimeout(() => { throw error; }));
};
