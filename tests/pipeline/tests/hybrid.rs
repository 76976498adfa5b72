//! The hybrid's stages, on made-up data with a planted structure.

use matinee_core::domain::{Rating, Score, StarScale};
use matinee_data::dataset::split::{self, Split};
use matinee_engine::features::Matrix;
use matinee_train::training::hybrid::{
    DirectRecipe, DistilRecipe, HybridRecipe, Stages, StudentRecipe, Teacher, TeacherKind,
    TowerRecipe,
};
use matinee_train::training::{Biases, Flow, RatingHead, TrainingError};

fn split() -> (matinee_testing::Data, Split) {
    let data = matinee_testing::data();
    let split = split::random(&data.tables.ratings, 0.2, 5).unwrap();
    (data, split)
}

/// Networks small enough for a test.
fn tower(base: TowerRecipe) -> TowerRecipe {
    TowerRecipe {
        embedding_size: 6,
        hidden: base.hidden.min(8),
        batch_size: 256,
        embedding_l2: 10.0,
        pooled_l2: 10.0,
        opinion_l2: 20.0,
        learning_rate: 0.01,
        epochs: 8,
        ..base
    }
}

fn recipe() -> HybridRecipe {
    let teachers = [TowerRecipe::full(), TowerRecipe::ordinal(0.5, 1.0)];
    HybridRecipe {
        name: "test".into(),
        teachers: teachers
            .map(|network| Teacher {
                weight: 1.0,
                kind: TeacherKind::Network(tower(network)),
            })
            .into(),
        student: StudentRecipe::Distilled(DistilRecipe {
            embedding_size: 8,
            ..DistilRecipe::default()
        }),
        ..HybridRecipe::shipped()
    }
}

fn rmse(rows: &[Rating], stars: impl Fn(&Rating) -> f32) -> f32 {
    let squared = |row: &Rating| {
        (Score::clip(stars(row), StarScale::Whole).stars() - row.stars.as_f32()).powi(2)
    };
    (rows.iter().map(squared).sum::<f32>() / rows.len() as f32).sqrt()
}

fn levels(data: &matinee_testing::Data, split: &Split) -> f32 {
    let shape = [data.tables.users.len(), data.tables.movies.len()];
    let levels = Biases::fit(&split.train, shape);
    rmse(&split.test, |row| levels.stars(row.user, row.movie) as f32)
}

fn of_matrix(rows: &[Rating], stars: &Matrix) -> f32 {
    rmse(rows, |row| stars.row(row.user.row())[row.movie.row()])
}

fn of_head(rows: &[Rating], head: &RatingHead) -> f32 {
    rmse(rows, |row| head.stars(row.user, row.movie))
}

#[test]
fn each_stage_is_better_than_the_levels_and_the_student_close_to_its_teachers() {
    let (data, split) = split();
    let levels = levels(&data, &split);
    let recipe = recipe();
    let stages = Stages::new(&recipe, &data.features, &split.train, &split.test).unwrap();
    let mut go = |_: &_| Flow::Continue;
    let teachers: Vec<Matrix> = (0..recipe.teachers.len())
        .map(|index| {
            let (stars, report) = stages.teacher(index, &mut go).unwrap().unwrap();
            let rmse = of_matrix(&split.test, &stars);
            assert!(rmse < levels, "teacher {index}: {rmse}, levels {levels}");
            assert!((report.validation_rmse.unwrap() - f64::from(rmse)).abs() < 1e-4);
            stars
        })
        .collect();
    let (ensemble, _) = stages.ensemble(&teachers);
    let (taught, _) = stages.correct(&ensemble);
    let taught_rmse = of_matrix(&split.test, &taught);
    assert!(taught_rmse < levels);
    let (head, _) = stages.student(Some(&taught), &mut go).unwrap().unwrap();
    let student = of_head(&split.test, &head);
    assert!(
        student < levels && student < taught_rmse + 0.03,
        "student {student}, taught {taught_rmse}, levels {levels}"
    );
}

#[test]
fn a_student_without_teachers_learns_from_the_ratings() {
    let (data, split) = split();
    let recipe = HybridRecipe {
        student: StudentRecipe::Direct(DirectRecipe {
            network: TowerRecipe {
                hidden: 0,
                dropout: 0.0,
                ..tower(TowerRecipe::simple())
            },
            ..DirectRecipe::default()
        }),
        ..HybridRecipe::simple()
    };
    let stages = Stages::new(&recipe, &data.features, &split.train, &[]).unwrap();
    let (head, report) = stages
        .student(None, &mut |_| Flow::Continue)
        .unwrap()
        .unwrap();
    assert!(of_head(&split.test, &head) < levels(&data, &split));
    assert_eq!(report.validation_rmse, None);
    let losses: Vec<f32> = report.epochs.iter().map(|epoch| epoch.training).collect();
    assert!(losses[losses.len() - 1] < losses[0], "{losses:?}");
}

#[test]
fn the_same_seed_gives_the_same_head_and_another_seed_another() {
    let (data, split) = split();
    let head = |seed| {
        let recipe = HybridRecipe { seed, ..recipe() };
        let stages = Stages::new(&recipe, &data.features, &split.train, &[]).unwrap();
        let (stars, _) = stages.teacher(1, &mut |_| Flow::Continue).unwrap().unwrap();
        stages
            .student(Some(&stars), &mut |_| Flow::Continue)
            .unwrap()
            .unwrap()
            .0
    };
    let first = head(1);
    assert_eq!(first, head(1));
    assert_ne!(first, head(2));
}

#[test]
fn an_observer_stops_a_stage() {
    let (data, split) = split();
    let recipe = recipe();
    let stages = Stages::new(&recipe, &data.features, &split.train, &[]).unwrap();
    assert_eq!(stages.teacher(0, &mut |_| Flow::Stop).unwrap(), None);
}

#[test]
fn a_student_of_an_ensemble_needs_one() {
    let (data, split) = split();
    let recipe = recipe();
    let stages = Stages::new(&recipe, &data.features, &split.train, &[]).unwrap();
    let result = stages.student(None, &mut |_| Flow::Continue);
    assert_eq!(result.unwrap_err(), TrainingError::NoEnsemble);
}

#[test]
fn a_recipe_out_of_range_is_refused_by_name() {
    let (data, split) = split();
    let mut recipe = recipe();
    recipe.student = StudentRecipe::Distilled(DistilRecipe {
        rated_weight: 1.5,
        ..DistilRecipe::default()
    });
    let error = Stages::new(&recipe, &data.features, &split.train, &[]).unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("rated weight must be 0 to 1, found 1.5"),
        "{message}"
    );
}
