
// The page has checked these bytes. What goes wrong here is an error of the worker, which the page
// hears of; a rejected promise is not.
onmessage = ({ data }) => {
  // What is said until the program listens is kept for it.
  const early = [];
  onmessage = (event) => early.push(event);
  wasm_bindgen({ module_or_path: data })
    .then(() => early.forEach((event) => onmessage(event)))
    .catch((error) => setTimeout(() => { throw error; }));
};
