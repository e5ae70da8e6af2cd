use super::augment::{at_scale, pixels, scaled};
use super::dice::Dice;
use crate::model::resized;
use crate::{Frame, Size};

/// Size of a mosaic, in pixels: about that of the network's input, in a drone's 4:3.
const CANVAS: Size = Size { width: 320, height: 240 };

/// A photo laid small on another, its edges faded out: what it shows is then small in the view, as seen from afar.
pub(super) fn mosaic(ground: &Frame, photo: &Frame, dice: &mut Dice) -> Frame {
    let mut view = Frame { pixels: resized(&ground.pixels, ground.size, CANVAS), size: CANVAS, ..*ground };
    let width = pixels(scaled(CANVAS.width, dice.between(0.3, 0.55)));
    let share =
        (width / pixels(photo.size.width)).min(0.7 * pixels(CANVAS.height) / pixels(photo.size.height));
    let small = at_scale(photo, share.min(1.0));
    let left = dice.index((CANVAS.width - small.size.width) as usize + 1);
    let top = dice.index((CANVAS.height - small.size.height) as usize + 1);
    lay(&mut view, &small, (left, top));
    view
}

fn lay(view: &mut Frame, small: &Frame, (left, top): (usize, usize)) {
    let (width, height) = (small.size.width as usize, small.size.height as usize);
    let fade = (width / 8).max(2);
    for (y, row) in small.pixels.chunks_exact(width * 3).enumerate() {
        let start = ((top + y) * view.size.width as usize + left) * 3;
        let from_edge = y.min(height - 1 - y);
        for (at, (value, new)) in view.pixels[start..start + width * 3].iter_mut().zip(row).enumerate() {
            let x = at / 3;
            let near = from_edge.min(x).min(width - 1 - x).min(fade);
            let mixed = usize::from(*value) * (fade - near) + usize::from(*new) * near;
            *value = u8::try_from(mixed / fade).expect("a mean of two bytes");
        }
    }
}
